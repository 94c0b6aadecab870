import type { GitAddress } from './git-address';

/**
 * Host keys of the large forges as they publish them: docs.github.com "GitHub's SSH key fingerprints", docs.gitlab.com
 * "SSH host keys fingerprints", support.atlassian.com "Configure SSH". Ed25519, and ECDSA for clients that must not use
 * it.
 */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  'bitbucket.org': [
    'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPIQmuzMBuKdWeF4+a2sjSSpBK0iqitSQ+5BM9KhpexuGt20JpTVM7u5BDZngncgrqDMbWdxMWWOGtZ9UgbqgZE=',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIazEu89wgQZ4bqs3d63QSMzYVa0MuJ2e2gKTKqu+UUO',
  ],
  'github.com': [
    'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg=',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl',
  ],
  'gitlab.com': [
    'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBFSMqzJeV9rUzU4kWitGjeR4PWSa29SPqJ1fVkhtj3Hw9xjLVXVYrU9QlYWrOLXBpQ6KWjbjTDTdDkoohFzgbEY=',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf',
  ],
};

/** Marker, names, type, key, comment: see "SSH_KNOWN_HOSTS FILE FORMAT" in sshd(8). */
const LINE = /^(?:@(?:cert-authority|revoked) )?(\S+) ((?:ssh|ecdsa|sk)-\S+) ([A-Za-z0-9+/]+={0,2})(?: .*)?$/;

/**
 * The known hosts for a URL: those given, else those that the forge publishes. Never what the host itself presents.
 *
 * @throws Error if neither lists the host, or a line is not in OpenSSH's format.
 */
export function knownHosts(address: GitAddress, given: string | undefined): string {
  const { host, port } = address;
  const name = port === 22 ? host : `[${host}]:${port}`;
  const published = port === 22 ? PUBLISHED[host] : undefined;
  const lines = given === undefined ? (published ?? []).map((key) => `${host} ${key}`) : checkedLines(given);
  if (lines.some((line) => mayName(line, name))) return `${lines.join('\n')}\n`;
  throw new Error(
    `'knownHosts' must name ${name}, got ${given === undefined ? 'none' : `${lines.length} others`}: ` +
      `give what 'ssh-keyscan -p ${port} ${host}' prints, once compared with what the forge publishes`,
  );
}

/** Messages quote no line: it may be a private key that was pasted by mistake. */
function checkedLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  for (const [index, line] of lines.entries())
    if (line.trim() !== '' && !line.startsWith('#') && !LINE.test(line.trim()))
      throw new Error(
        `'knownHosts' must hold lines '<host> <type> <key>', got another in line ${index + 1}: ` +
          'give public host keys, as ssh-keyscan prints them',
      );
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** Hashed names and patterns cannot be checked here; ssh checks them. */
function mayName(line: string, name: string): boolean {
  const names = (LINE.exec(line)?.[1] ?? '').split(',');
  return names.some((candidate) => candidate.toLowerCase() === name || /^\||[*?]/.test(candidate));
}
