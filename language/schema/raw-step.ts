import type { z } from 'zod';
import type { flatKeys } from './step-keys';

/** A step in a file: a mapping. */
export interface RawStep extends z.output<z.ZodObject<typeof flatKeys>> {
  readonly foreach?: RawForeach;
  readonly test?: { readonly command: string; readonly on_failure?: RawOnFailure };
  readonly on_failure?: RawOnFailure;
  readonly on_success?: RawSteps;
  readonly on_exit_code?: Readonly<Record<string, RawSteps>>;
  readonly validate?: RawValidate;
}

/** A step in a file: a text or a mapping. */
export type RawStepForm = string | RawStep;

/** One step, or a list of them. */
export type RawSteps = RawStepForm | readonly RawStepForm[];

/** `foreach` in a file. */
export interface RawForeach {
  readonly foreach: string | readonly (string | number | boolean)[];
  readonly do: readonly RawStepForm[];
  readonly parallel?: boolean | number;
  readonly continue_on_error?: boolean;
  readonly max_items?: number;
}

/** A step of a handler. */
export type RawHandlerStep = string | (RawStep & { readonly continue_on_error?: boolean });

/** `on_failure` in a file. */
export type RawOnFailure = boolean | string | readonly RawHandlerStep[] | RawHandler;

/** `on_failure` as a mapping. */
export interface RawHandler extends Omit<RawStep, 'capture'> {
  readonly commands?: readonly RawHandlerStep[];
  readonly strategy?: 'recovery' | 'fallback' | 'cleanup' | 'custom';
  readonly max_attempts?: number;
  readonly max_retries?: number;
  readonly retry_original?: boolean;
  readonly fail_workflow?: boolean;
  readonly handler_failure_fatal?: boolean;
  readonly capture?: string | Readonly<Record<string, string>>;
}

/** `validate` in a file. */
export type RawValidate = readonly RawStepForm[] | RawValidation;

/** `validate` as a mapping. */
export interface RawValidation {
  readonly shell?: string;
  readonly claude?: string;
  readonly command?: string;
  readonly commands?: readonly RawStepForm[];
  readonly result_file?: string;
  readonly threshold?: number;
  readonly timeout?: number;
  readonly on_incomplete?: string | readonly RawHandlerStep[] | RawOnIncomplete;
}

/** `on_incomplete` as a mapping. */
export interface RawOnIncomplete {
  readonly shell?: string;
  readonly claude?: string;
  readonly commands?: readonly RawHandlerStep[];
  readonly max_attempts?: number;
  readonly fail_workflow?: boolean;
  readonly commit_required?: boolean;
}
