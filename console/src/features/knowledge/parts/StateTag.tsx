import type { ArticleState } from "@/api/types";
import { Tag } from "@/design";
import { tCode } from "@/i18n";

const TONES = { published: "green", draft: "plain", scheduled: "brand", expired: "amber" } as const;

/** Whether an article is found now, and if not, why. */
export function StateTag({ state }: { state: ArticleState }) {
  return <Tag tone={TONES[state]}>{tCode("article_state", state)}</Tag>;
}
