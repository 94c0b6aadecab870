/** What one look at a cluster came to. */
export interface ClusterCheck {
  /** What was looked at. */
  readonly check: string;
  /** `unknown`: nobody was allowed to look. */
  readonly state: 'ok' | 'warning' | 'error' | 'unknown';
  /** What was found, and where it is not as it must be, the way out. */
  readonly text: string;
}

export const ok = (check: string, text: string): ClusterCheck => ({ check, state: 'ok', text });
export const warning = (check: string, text: string): ClusterCheck => ({ check, state: 'warning', text });
export const error = (check: string, text: string): ClusterCheck => ({ check, state: 'error', text });
export const unknown = (check: string, right: string): ClusterCheck => ({
  check,
  state: 'unknown',
  text: `this user may not ${right}`,
});
