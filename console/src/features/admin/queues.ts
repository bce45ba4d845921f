// Queues and their rules, as the administration reads, tries out and changes them.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { queueRules as api } from "@/api/queues";
import type { Policy, QueueBody, QueuePreview, QueueRules, QueueVersion, Queues } from "@/api/types";

/** What a new queue begins with: the defaults of the server, spelled out so that they can be seen. */
export const FRESH: Policy = {
  version: 1,
  skills: {},
  preferred_skills: {},
  teams: [],
  locale_skills: {},
  priority: 0,
  service_level_seconds: 60,
  fast_seconds: 15,
  left_message_seconds: 14_400,
  offer_seconds: 30,
  max_misses: 3,
  cooldown_seconds: 60,
  relax: [],
  overflow: null,
  tier_weight: { silver: 15, gold: 30, black: 60 },
  fast_lane_for_tiers: [],
  last_agent_seconds: 7 * 86_400,
  promote_seconds: 1800,
  spare_levels: 30,
  rested_levels: 0,
  wrap_up_seconds: null,
  codes_required: false,
  announce: "both",
  callback_minutes: 0,
  callback_window_minutes: 30,
  callback_places: 4,
  callback_days: 1,
  callback_retry_minutes: 30,
  callback_tries: 2,
  can_wait: false,
};

/** A queue as the form holds it: what may be empty there is filled in `bodyOf`. */
export interface QueueForm extends QueueBody {
  code: string;
  note: string;
  overflows: boolean;
}

export function formOf(queue: QueueRules | null, position: number): QueueForm {
  const made = { name_zh: "", name_en: "", kind: "normal" as const, hours_id: null, active: true, position };
  const { policy, ...rest } = queue ?? { ...made, code: "", policy: FRESH };
  return {
    ...rest,
    policy: { ...policy, overflow: policy.overflow ?? { after_seconds: 300, to_queue: "" } },
    overflows: policy.overflow !== null,
    note: "",
  };
}

/** What is sent; a field that was emptied means what it meant before. */
export function bodyOf(form: QueueForm): QueueBody {
  const { name_zh, name_en, kind, hours_id, active, position, overflows, policy } = form;
  const weights = Object.entries(policy.tier_weight).filter(([, seconds]) => seconds > 0);
  return {
    name_zh: name_zh.trim(),
    name_en: name_en.trim(),
    kind,
    hours_id: hours_id ?? null,
    active,
    position: position ?? 0,
    policy: {
      ...policy,
      tier_weight: Object.fromEntries(weights),
      overflow: overflows ? policy.overflow : null,
      wrap_up_seconds: policy.wrap_up_seconds ?? null,
      relax: policy.relax.map((ring) => ({ ...ring, level_drop: ring.level_drop ?? 0 })),
    },
  };
}

/** Where in the form a field stands that the server named, such as `policy.relax.0.after_seconds`. */
export function placeOf(field: string): (string | number)[] {
  const parts = field.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  if (parts[0] !== "policy" || parts[1] === "relax" || parts[1] === "overflow") return parts;
  return parts[1] === "tier_weight" ? parts.slice(0, 3) : parts.slice(0, 2);
}

export function useQueues(): UseQueryResult<Queues> {
  return useQuery({ queryKey: ["queues"], queryFn: ({ signal }) => api.list(signal) });
}

export function useVersions(id: string): UseQueryResult<QueueVersion[]> {
  return useQuery({
    queryKey: ["queues", id, "versions"],
    queryFn: async ({ signal }) => (await api.versions(id, signal)).items,
  });
}

async function changed<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await queries.invalidateQueries({ queryKey: ["queues"] });
  }
}

export function saveQueue(kept: QueueRules | null, form: QueueForm): Promise<QueueRules> {
  const body = bodyOf(form);
  return changed(
    kept === null
      ? api.make({ ...body, code: form.code.trim() })
      : api.change(kept.id, { ...body, version: kept.version, note: form.note }),
  );
}

export function tryQueue(kept: QueueRules, form: QueueForm, recent: number): Promise<QueuePreview> {
  return api.preview(kept.id, { ...bodyOf(form), recent });
}

export function restoreQueue(kept: QueueRules, to: number): Promise<QueueRules> {
  return changed(api.restore(kept.id, to, kept.version));
}
