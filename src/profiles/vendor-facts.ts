// What vendors take, refuse and charge, by backend, model and time: the files data/vendor-*.json,
// in the form of every profile. The first row of a file that fits a model and has the rule holds.

import { bareModel } from './bare-model.ts';
import { periodAt } from './find-period.ts';
import type { ProfileRule } from './profile-file.ts';
import { type ProfileBackend, vendorFiles } from './shipped-profiles.ts';

/** What a row has beside the form of a profile. */
interface VendorRow {
  readonly model: string;
  /** A regular expression over the model's name; absent: the name begins with `model`. */
  readonly pattern?: unknown;
}

function fits({ model, pattern }: VendorRow, name: string): boolean {
  return typeof pattern === 'string' ? new RegExp(pattern).test(name) : name.startsWith(model);
}

export interface VendorQuestion {
  /** As sent upstream; a provider's prefix and capitals are ignored. */
  readonly model: string;
  /** null: what holds whatever the backend is. */
  readonly backend: ProfileBackend | null;
  /** `YYYY-MM` or a day; null: the newest. */
  readonly at: string | null;
}

const known = new Map<string, ProfileRule | null>();

/** The rule of that name that holds; null: no file has one for this model. */
export function findVendorRule(rule: string, question: VendorQuestion): ProfileRule | null {
  const key = `${rule} ${question.backend} ${question.at} ${question.model}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  // Names come from requests: no more are remembered than sessions could mean.
  if (known.size >= 1000) known.clear();
  const searched = searchRule(rule, question);
  known.set(key, searched);
  return searched;
}

function searchRule(rule: string, { model, backend, at }: VendorQuestion): ProfileRule | null {
  const name = bareModel(model).toLowerCase();
  const files = vendorFiles.filter(
    (file) => file.backend === undefined || file.backend === backend,
  );
  for (const { models } of files) {
    const row = models.find(
      (one) => fits(one, name) && one.periods.some(({ rules }) => Object.hasOwn(rules, rule)),
    );
    const found = row && periodAt(row.periods, at)?.rules[rule];
    if (found !== undefined) return found;
  }
  return null;
}
