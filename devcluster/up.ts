// Entry point of `npm run cluster:up`.
import { progress } from '../tools/progress';
import { bringUp } from './bring-up';
import { entryPoint } from './entry-point';

entryPoint(async () => {
  if (!(await bringUp())) progress('cluster: already up');
  return 0;
});
