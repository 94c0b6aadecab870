import { referencesInCondition } from '../../../language/names/condition-references';
import { KnownNames } from '../../../language/names/known-names';
import { complaintAbout, type Reader } from '../../../language/names/unset-reference';
import { referenceAt } from '../../../language/references';

const names = new KnownNames({ item: 'any', map: ['total'] }).within({ branch: [] });
const complaint = (text: string, reader: Reader) =>
  complaintAbout(referenceAt(text, 0)!, { names, reader, maySet: () => false, hints: {} });

test('a condition with a name that nothing sets counts as false', () => {
  const complaints = referencesInCondition(
    "${branch} == 'x' && !${branhc} || is_null(other.x) || ${a.b|default:c}",
  ).map(({ reference, offset }) => [
    offset,
    complaintAbout(reference, { names, reader: 'condition', maySet: () => false, hints: {} }),
  ]);
  expect(complaints).toEqual([
    [0, undefined],
    [21, "'${branhc}' is not set here: did you mean 'branch'?"],
    [42, "'other.x' is not set here and counts as false: give it to the run as a parameter"],
    [54, undefined],
  ]);
});

test('what is no condition names nothing', () => {
  expect(referencesInCondition('${a} ==')).toEqual([]);
});

test('text that a step writes to a file may be full of references to something else', () => {
  expect(complaint('${user.name}', 'file')).toBeUndefined();
  expect(complaint('${itm.name}', 'file')).toBe("'${itm.name}' is not set here: did you mean 'item.name'?");
});

test('a name that is known without the field has a list of fields', () => {
  expect(complaint('${map.rate}', 'claude')).toBe("'${map.rate}' is not set here: 'map' has total");
});
