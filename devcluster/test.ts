// Entry point of `npm run test:devcluster -- [jest's own arguments]`.
import { entryPoint } from '../tools/entry-point';
import { runSuites } from './suites';

entryPoint(() => runSuites('jest.config.cjs', process.argv.slice(2)));
