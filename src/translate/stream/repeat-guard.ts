// Some servers and relays send an event twice. Without a number it is impossible to tell that from
// a model that repeats itself; with one, an event with the number of the event before is the same
// event.

/** @returns a check to be fed with each event's data; true for one to be ignored */
export function createRepeatGuard(): (data: string) => boolean {
  let last = '';
  let before = '';
  return (data) => {
    if (!isSame(data, last)) {
      before = last;
      last = data;
      return false;
    }
    // Servers that number nothing (or everything alike) repeat what they mean to repeat.
    const number = numberOf(data);
    return number !== null && number > (numberOf(before) ?? Number.POSITIVE_INFINITY);
  };
}

/**
 * The last digit of a number is most often what differs: compared from the start, two events of a
 * stream would be looked at to their ends.
 */
function isSame(one: string, other: string): boolean {
  return one.length === other.length && one.at(-2) === other.at(-2) && one === other;
}

function numberOf(data: string): number | null {
  const found = /"sequence_number"\s*:\s*(\d+)/.exec(data)?.[1];
  return found === undefined ? null : Number(found);
}
