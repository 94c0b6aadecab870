import type { OpenRun } from './open-run';
import type { Alone } from './publish';
import { type Patience, untilDone } from './retry';

/** Push the result of a run that was reopened only for that, without any agent, and record its end. */
export async function publishAgain({ end, fence, journal, work }: OpenRun, patience: Patience): Promise<void> {
  if (end.isOver || !work || journal.last('reopened')?.work !== 'publish') return;
  await fence.alone(async () => {
    const answer = await untilDone('publishing', () => work.publisher.publish(undefined, isAlone), patience);
    if (answer.published || answer.unchanged) await end.record('complete');
    else await end.record('unpublished', answer.reason);
  });
}

/** The fence is held already. */
const isAlone: Alone = (task) => task();
