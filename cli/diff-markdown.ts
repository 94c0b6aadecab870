import { counted } from '../review/counted';
import { VERDICT_TEXT } from '../review/diff/verdict';
import { printable } from '../runtime/adapters/log/printable';
import { DECISION_TEXT, type Decided, diffGroups } from './diff-groups';
import { diffLines } from './diff-lines';
import { countsText, ON_CLUSTER } from './diff-text';

/** GitHub rejects comments of more than 65 536 characters; an action needs some for what it adds. */
const MOST_CHARACTERS = 65_000;

/** Reserved for the sentence that says what was cut. */
const POINTER = 300;

/**
 * Findings as a comment: by target and run, worst first, each with its YAML folded. What does not fit is cut from the
 * end, YAML first.
 *
 * @param command that prints everything.
 */
export function diffMarkdown(findings: readonly Decided[], command: string): string {
  const comment = new Comment(
    `**Rendered manifests:** ${findings.length === 0 ? 'no changes' : countsText(findings)}\n`,
  );
  for (const { title, findings: of } of diffGroups(findings)) {
    let heading = `\n### ${code(title)}\n\n`;
    for (const finding of of) {
      if (comment.add(heading + headline(finding), yaml(finding))) heading = '';
    }
  }
  return comment.text(`\nTruncated: run ${code(command)} to see ${comment.cut} more.\n`);
}

/** Accepts whatever fits; once something did not, nothing less severe is taken in its place. */
class Comment {
  private body: string;
  /** Number of findings that were left out, or included without their YAML. */
  public cut = 0;
  private full = false;

  public constructor(start: string) {
    this.body = start;
  }

  /** @returns whether at least the headline fitted. */
  public add(headline: string, folded: string): boolean {
    const fits = (text: string) => this.body.length + text.length <= MOST_CHARACTERS - POINTER;
    const whole = `${headline}${folded}`;
    if (!this.full && fits(whole)) {
      this.body += whole;
      return true;
    }
    this.cut += 1;
    this.full ||= !fits(headline);
    if (this.full) return false;
    this.body += headline;
    return true;
  }

  public text(pointer: string): string {
    return this.cut === 0 ? this.body : this.body + pointer;
  }
}

const headline = ({ decision, verdict, object, file, message, source }: Decided): string =>
  `- **${VERDICT_TEXT[verdict]}** (${DECISION_TEXT[decision]}): ${code(object)}: ${plain(message)}<br>` +
  `<sub>${file === '' ? ON_CLUSTER : code(file)}, ${sourceLink(source)}</sub>\n`;

/** Sources are this program's own text, so a page may become a link. */
const sourceLink = (source: string): string => (source.startsWith('https://') ? `[rule](${source})` : plain(source));

function yaml({ changes }: Decided): string {
  if (changes.length === 0) return '';
  const text = diffLines(changes).join('\n');
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const lines = [`${fence}diff`, ...text.split('\n'), fence].map((line) => `  ${line}`).join('\n');
  return `  <details><summary>${counted(changes.length, 'change')}</summary>\n\n${lines}\n\n  </details>\n`;
}

/** Names come from the manifests' authors: they must not become links, mentions or markup. */
const code = (text: string): string => `\`${oneLine(text).replaceAll('`', "'")}\``;

const plain = (text: string): string =>
  oneLine(text).replace(/[\\`*_[\]<>|#@!~]/g, (character) => `&#${character.charCodeAt(0)};`);

const oneLine = (text: string): string => printable(text).replace(/\s+/g, ' ');
