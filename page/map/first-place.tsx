// The shortest way from a bad hit rate to its cause: the avoidable one that took most, and where it
// is first.
import type { ExplainSummary } from '../../src/explain/summarise.ts';
import type { MapLane } from '../../src/recordings/session-map.ts';
import { placeOf } from '../../src/view/api-paths.ts';
import { isAvoidable } from '../causes.ts';
import type { Explained } from '../explained.ts';
import { count, short } from '../format.ts';
import { callLink } from '../route.ts';
import { useApp } from '../use.ts';

interface FirstPlaceProps {
  readonly summary: ExplainSummary;
  readonly lane: MapLane;
  readonly explained: Explained;
}

export function FirstPlace({ summary, lane, explained }: FirstPlaceProps) {
  const { about } = useApp();
  const worst = summary.causes.find(
    ({ cause, tokens_lost }) => tokens_lost > 0 && isAvoidable(cause),
  );
  if (worst === undefined) return null;
  const found = lane.calls.flatMap(({ id, seq }) => {
    const breaks = explained.calls.get(id)?.explained.breaks ?? [];
    const own = breaks.find(({ cause, tokens_lost }) => cause === worst.cause && tokens_lost > 0);
    return own === undefined ? [] : [{ id, seq, place: placeOf(own) }];
  });
  const [first] = found;
  if (first === undefined) return null;
  const { id, seq, place } = first;
  const where = place?.byte == null ? '' : `, byte ${count(Number(place.byte))}`;
  return (
    <p>
      Look first at <strong>{worst.cause}</strong> ({short(worst.tokens_lost)} tokens):{' '}
      {about.causes[worst.cause]}. It begins in{' '}
      <a href={callLink(lane.session.id, id, 'diff', { ...place })}>
        call {seq}
        {where}
      </a>
      .
    </p>
  );
}
