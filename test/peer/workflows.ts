/** Texts of small workflows, of which each test shows one key. */

/** A step that commits whatever there is. */
export const commit = (message: string): string => `git add . && git commit -q -m "${message}"`;

/** One file for each item of `items.json`, named as the item is, in a commit that Prodigy wants to be told of. */
export const TOUCH = `    - shell: touch \${item.name} && ${commit('${item.name}')}
      commit_required: true
`;

/** A map phase, one item after the other, with lines of its own keys and what stands around it. */
export const mapReduce = (template = TOUCH, { map = '', top = '', reduce = '' } = {}): string => `name: demo
mode: mapreduce
${top}map:
  input: items.json
  json_path: "$[*]"
  max_parallel: 1
${map}  agent_template:
${template}${reduce}`;

export const ITEMS = {
  'items.json': JSON.stringify([
    { name: 'a', n: 1, deep: { x: 'p' } },
    { name: 'b', n: 2, deep: { x: 'q' } },
    { name: 'c', n: 2, deep: { x: 'r' } },
  ]),
};

/** The names of items.json as files without content. */
export const touched = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, '']));
