export * from '../../cluster/support/run';
