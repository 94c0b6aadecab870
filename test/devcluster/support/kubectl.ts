export * from '../../cluster/support/kubectl';
