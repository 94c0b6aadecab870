import { Limit } from '../../../contract/limits';
import { type Usage, usageIn, usageSum } from '../../../contract/usage';
import { LastLines } from './last-lines';
import type { Masking } from './masking';

/** Maximum number of characters of a record; a longer one, such as a large file that claude was shown, is ignored. */
export const LONGEST_RECORD = 8 * 1024 * 1024;
/** Maximum number of characters of a tool's input in the log line about it. */
const ASKED = 160;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Parses the output of `claude --output-format stream-json` as it arrives: one JSON record per line. Anything that is
 * not a record counts as text. Records: https://code.claude.com/docs/en/headless
 */
export class ClaudeOutput {
  private readonly text = new LastLines(Limit.STEP_OUTPUT_BYTES);
  private readonly messages = new Map<string, Usage | undefined>();
  private result: Fields | undefined;
  private inLongRecord = false;

  /** @param masking hides secret values in what people read, before any of it is shortened. */
  public constructor(private readonly masking: Masking) {}

  /**
   * @param line a line, or a piece of a line that is longer than {@link LONGEST_RECORD}.
   * @returns the lines to show: what claude says, and which tools it uses.
   */
  public read(line: string): readonly string[] {
    const lines = this.linesOf(line).map((shown) => this.masking.hide(shown));
    for (const shown of lines) this.text.push(shown);
    return lines;
  }

  /** The text of the result record; without one, the lines that were shown. */
  public answer(): string {
    return typeof this.result?.result === 'string' ? this.result.result : this.text.text();
  }

  /** Why the call failed, even if the exit code says otherwise; undefined if it succeeded. */
  public complaint(): string | undefined {
    if (this.result?.is_error !== true) return undefined;
    const { result, subtype } = this.result;
    return typeof result === 'string' && result.trim() !== '' ? result : String(subtype ?? 'no reason given');
  }

  /** Usage of the call; undefined if there is none. If the call was aborted, the sum over its messages. */
  public usage(): Usage | undefined {
    if (this.result === undefined) return [...this.messages.values()].reduce(usageSum, undefined);
    return usageOf(this.result.usage, this.result.total_cost_usd);
  }

  private linesOf(line: string): readonly string[] {
    const record = recordIn(line);
    if (record !== undefined) return this.take(record);
    const isPart = line.length === LONGEST_RECORD || this.inLongRecord;
    this.inLongRecord = line.length === LONGEST_RECORD;
    return isPart ? [] : [line];
  }

  private take(record: Fields): readonly string[] {
    this.inLongRecord = false;
    if (record.type === 'result') this.result = record;
    if (record.subtype === 'api_retry') return [retryOf(record)];
    if (record.type !== 'assistant') return [];
    const { id, usage, content } = Object(record.message) as Fields;
    // A message comes in several records, each with the count so far.
    if (typeof id === 'string') this.messages.set(id, usageOf(usage, 0));
    return Array.isArray(content) ? content.flatMap((block) => shownOf(block, this.masking)) : [];
  }
}

/** A record is an object with a type; any other JSON is plain text. */
function recordIn(line: string): Fields | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const record = JSON.parse(line) as Fields;
    return typeof record.type === 'string' ? record : undefined;
  } catch {
    return undefined;
  }
}

function shownOf(block: unknown, masking: Masking): string[] {
  const { type, text, name, input } = Object(block) as Fields;
  if (type === 'text' && typeof text === 'string') return text.trimEnd().split(/\r?\n/);
  return type === 'tool_use' ? [`[${String(name)}] ${askedOf(input, masking)}`.trimEnd()] : [];
}

/** The service is having problems; without this line nothing would be shown for minutes. */
const retryOf = ({ attempt, max_retries: most, error_status: status, error }: Fields): string =>
  `[asks again, ${String(attempt)} of ${String(most)}: ${[status, error].filter((part) => part != null).join(' ') || 'no answer'}]`;

/** The first text input of a tool call: a command, a path, a pattern. */
function askedOf(input: unknown, masking: Masking): string {
  const asked = Object.values(Object(input) as Fields).find((value) => typeof value === 'string') ?? '';
  const [line = ''] = masking.hide(String(asked)).split('\n');
  return line.length > ASKED ? `${line.slice(0, ASKED)}…` : line;
}

const usageOf = (tokens: unknown, costUsd: unknown): Usage | undefined => {
  const count = Object(tokens) as Fields;
  return usageIn({
    inputTokens: count.input_tokens,
    outputTokens: count.output_tokens,
    cacheReadTokens: count.cache_read_input_tokens,
    cacheCreationTokens: count.cache_creation_input_tokens,
    costUsd,
  });
};
