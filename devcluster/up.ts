// Entry point of `npm run cluster:up`.
import { entryPoint } from '../tools/entry-point';
import { progress } from '../tools/progress';
import { bringUp } from './bring-up';

entryPoint(async () => {
  if (!(await bringUp())) progress('cluster: already up');
  return 0;
});
