import { z } from 'zod';
import type { Images } from '../contract/images';

const image = z.strictObject({
  repository: z.string().regex(/^[a-z0-9]+([._\-/:][a-z0-9]+)*$/),
  tag: z.string().regex(/^(?!latest$)[A-Za-z0-9_][-.A-Za-z0-9_]{0,127}$/),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .nullable(),
});

const schema: z.ZodType<Images> = z.strictObject({ agent: image, redis: image });

const RULES: Readonly<Record<string, string>> = {
  repository: 'be a repository such as ghcr.io/team/image',
  tag: 'be a fixed tag, never latest',
  digest: 'be null or sha256: and 64 hexadecimal digits',
};

/**
 * Read an image lock: JSON, name → repository, tag and digest.
 *
 * @param file its name, for messages.
 * @throws Error naming the file and the invalid part.
 */
export function parseImages(text: string, file: string): Images {
  const result = schema.safeParse(parsed(text, file));
  if (result.success) return result.data;
  const { path } = result.error.issues[0] as z.core.$ZodIssue;
  const rule = RULES[String(path.at(-1))] ?? 'hold the images agent and redis with repository, tag and digest alone';
  throw new Error(`'${[file, ...path].join('.')}' must ${rule}: see images.lock`);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`'${file}' must be JSON, got ${(error as Error).message}: see images.lock`);
  }
}
