/** Result of one cluster check. */
export interface ClusterCheck {
  /** What was checked. */
  readonly check: string;
  /** `unknown`: the user lacks permission to look. */
  readonly state: 'ok' | 'warning' | 'error' | 'unknown';
  /** What was found, and how to fix it if it is wrong. */
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
