import type { Report } from '../check/report';
import { settingIn } from '../env-variable';
import type { RawStepForm } from '../schema/raw-step';
import type { KeyPositions, Step } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';

/** What every reader of a part of a file needs. */
export interface Reading {
  readonly report: Report;
  /** Variables of the file's `env` that are text, for settings that name one. */
  readonly env: Readonly<Record<string, string>>;
  /** Reads a step wherever one may stand: steps hold steps. */
  readonly step: (raw: RawStepForm, path: YamlPath) => Step;
}

/** Where the keys of a mapping stand. */
export const keysOf = ({ source }: Report, value: object, path: YamlPath): KeyPositions =>
  Object.fromEntries(Object.keys(value).map((key) => [key, source.atKey([...path, key])]));

/** A number, or a reference to a variable of `env` that holds one. */
export function numberIn(
  { report, env }: Reading,
  value: string | number | undefined,
  path: YamlPath,
): number | undefined {
  if (typeof value !== 'string') return value;
  const setting = settingIn(value, env);
  if (!setting.ok) {
    report.error(`'${path.at(-1)}' ${setting.message}`, path, { offset: setting.offset });
    return undefined;
  }
  const text = setting.value.trim();
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  report.mustBe('a whole number from 1', path, setting.value);
  return undefined;
}

/** Several steps, where one or a list may stand. */
export const stepsIn = (
  reading: Reading,
  raw: RawStepForm | readonly RawStepForm[] | undefined,
  path: YamlPath,
): Step[] =>
  raw === undefined
    ? []
    : isList(raw)
      ? raw.map((step, index) => reading.step(step, [...path, index]))
      : [reading.step(raw, path)];

/** Whether a form is the list of its kind. */
export const isList = <Entry>(value: Entry | readonly Entry[]): value is readonly Entry[] => Array.isArray(value);
