import type { Offer } from "@/api/types";
import { named, t, tCode } from "@/i18n";
import { duration } from "@/i18n/format";
import { usePeople } from "@/features/people";

/** Somebody who has only just come has not waited yet. */
function worthSaying({ code, params }: Offer["why"][number]): boolean {
  return code !== "waited" || Number(params.seconds ?? 0) >= 10;
}

/** The reasons of the routing decision, in words. */
export function useWhy(why: Offer["why"]): string[] {
  const skills = usePeople((state) => state.skills);
  return why.filter(worthSaying).map(({ code, params }) => {
    const skill = skills.find((item) => item.code === params.skill);
    const words = {
      ...params,
      skill: skill === undefined ? String(params.skill ?? "") : named(skill),
      tier: tCode("tier", String(params.tier ?? "")),
      time: duration(Number(params.seconds ?? 0)),
    };
    return tCode("why", code, words, t("why.other"));
  });
}
