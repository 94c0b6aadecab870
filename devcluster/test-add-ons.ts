// Entry point of `npm run test:add-ons -- [jest's own arguments]`: tests whose programs take minutes to build.
import { entryPoint } from '../tools/entry-point';
import { runSuites } from './suites';

entryPoint(() => runSuites('jest.add-ons.config.cjs', process.argv.slice(2)));
