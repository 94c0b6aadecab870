import { ownValue } from './own-value';
import { GrammarError, type Parsed, parsing } from './parsed';

/**
 * A setting that may refer to `env`: `$NAME` and `${NAME}` are replaced by that variable, other text stays as it is.
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
