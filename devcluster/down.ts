// Entry point of `npm run cluster:down`.
import { entryPoint } from '../tools/entry-point';
import { progress } from '../tools/progress';
import { bringDown } from './bring-up';

entryPoint(async () => {
  await bringDown();
  progress('cluster: down');
  return 0;
});
