import { ownValue } from './own-value';
import { GrammarError, type Parsed, parsing } from './parsed';

/**
 * A setting of the workflow file that may stand in `env`: `$NAME` and `${NAME}` are that variable, other text is itself.
 * @param env variables of the workflow.
 */
export function settingIn(text: string, env: Readonly<Record<string, string>>): Parsed<string> {
  return parsing(text, () => {
    const [, name] =
      /^\s*\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})\s*$/.exec(text)?.filter((part) => part !== undefined) ?? [];
    if (name === undefined) return text;
    const value = ownValue(env, name);
    if (value !== undefined) return value as string;
    throw new GrammarError(`must name a variable of 'env', got '${text}': add ${name} to 'env'`, text.indexOf('$'));
  });
}
