import type { Report } from '../check/report';
import { settingIn } from '../env-variable';
import type { RawStepForm } from '../schema/raw-step';
import type { KeyPositions, Step } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';

/** Context for reading any part of a file. */
export interface Reading {
  readonly report: Report;
  /** Text variables of the file's `env`, for settings that refer to one. */
  readonly env: Readonly<Record<string, string>>;
  /** Reads a nested step, since steps may contain steps. */
  readonly step: (raw: RawStepForm, path: YamlPath) => Step;
}

/** Positions of the keys of a mapping. */
export const keysOf = ({ source }: Report, value: object, path: YamlPath): KeyPositions =>
  Object.fromEntries(Object.keys(value).map((key) => [key, source.atKey([...path, key])]));

/** A number, or a reference to a variable of `env` that contains one. */
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

/** Several steps, where one step or a list is allowed. */
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

/** Whether a value is a list rather than a single entry. */
export const isList = <Entry>(value: Entry | readonly Entry[]): value is readonly Entry[] => Array.isArray(value);
