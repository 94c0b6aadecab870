import { settingIn } from '../../language/env-variable';

const env = { WORKERS: '4', lower: 'x' };

test.each([
  ['$WORKERS', '4'],
  ['${WORKERS}', '4'],
  [' ${lower} ', 'x'],
  ['10', '10'],
  ['30s', '30s'],
  ['$WORKERS$WORKERS', '$WORKERS$WORKERS'],
])("'%s' is '%s'", (text, expected) => {
  expect(settingIn(text, env)).toEqual({ ok: true, value: expected });
});

test.each(['$NONE', '${toString}', '${__proto__}'])('%s names no variable', (text) => {
  const name = text.replace(/\W/g, '');
  expect(settingIn(text, env)).toEqual({
    ok: false,
    message: `must name a variable of 'env', got '${text}': add ${name} to 'env'`,
    offset: 0,
  });
});
