export * from '../../cluster/support/workflows';
