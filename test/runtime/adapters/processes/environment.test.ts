import { inheritedEnvironment } from '../../../../runtime/adapters/processes/environment';

test('a step inherits what is allow-listed and what the run adds, nothing else', () => {
  const source = {
    PATH: '/bin',
    LC_ALL: 'C',
    ANTHROPIC_API_KEY: 'canary',
    BUILD_MODE: 'fast',
    PRODIGY_STEP_VARIABLES: 'BUILD_MODE,NOT_THERE',
  };
  expect(inheritedEnvironment(source)).toEqual({ PATH: '/bin', LC_ALL: 'C', BUILD_MODE: 'fast' });
});

test('without variables of the run a step inherits none of them', () => {
  expect(inheritedEnvironment({ PATH: '/bin', BUILD_MODE: 'fast' })).toEqual({ PATH: '/bin' });
});
