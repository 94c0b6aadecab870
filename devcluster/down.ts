// Entry point of `npm run cluster:down`.
import { progress } from '../tools/progress';
import { bringDown } from './bring-up';
import { entryPoint } from './entry-point';

entryPoint(async () => {
  await bringDown();
  progress('cluster: down');
  return 0;
});
