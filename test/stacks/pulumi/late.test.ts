import * as pulumi from '@pulumi/pulumi';
import { refuseSecret, whenKnown } from '../../../stacks/pulumi/late';

/** What an output becomes, or the error that it ends with. */
const promised = <T>(output: pulumi.Output<T>): Promise<T> =>
  (output as unknown as { promise(): Promise<T> }).promise();

test('what is known is used at once, and its errors are the caller’s', async () => {
  const seen: string[] = [];
  whenKnown({ a: 'b' }, 'mine', ({ a }: { a: string }) => seen.push(a));
  expect(seen).toEqual(['b']);
  const use = () => {
    throw new Error('no');
  };
  expect(() => whenKnown({ a: 'b' }, 'mine', use)).toThrow('no');
});

test('what comes later is waited for, however deep it stands', async () => {
  const args = { list: [{ inner: Promise.resolve('a') }], output: pulumi.output('b') };
  expect(await promised(whenKnown(args as never, 'mine', (known: object) => JSON.stringify(known)))).toBe(
    '{"list":[{"inner":"a"}],"output":"b"}',
  );
});

test('a secret is refused: what is rendered is read by everybody', () => {
  expect(() => refuseSecret(true, 'mine')).toThrow(
    new pulumi.RunError(
      "'mine' must be made of public values, got a secret among its arguments: " +
        "give it in 'secretValues', by the key that 'credentials' names",
    ),
  );
  expect(() => refuseSecret(false, 'mine')).not.toThrow();
});

test('a secret is seen wherever it stands', async () => {
  const args = { parameters: [{ token: pulumi.secret('clear') }] };
  expect(await pulumi.isSecret(pulumi.output(args))).toBe(true);
});
