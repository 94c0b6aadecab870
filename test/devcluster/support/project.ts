export * from '../../cluster/support/project';
