import { Angry, Crown, Globe, Frown, Leaf, Plug, Zap } from "lucide-react";
import type { Row } from "@/api/types";
import { t, tCode } from "@/i18n";
import css from "./parts.module.css";

export function TierTag({ tier }: { tier: string }) {
  if (tier === "regular") return null;
  return (
    <span className={css.tier} data-tier={tier} title={t("tier.title")}>
      {tier === "black" && <Crown size={10} aria-hidden />}
      {tCode("tier", tier)}
    </span>
  );
}

export function ChannelIcon({ channel, size = 13 }: { channel: string; size?: number }) {
  const name = tCode("channel", channel);
  const Icon = channel === "open" ? Plug : Globe;
  return (
    <span className={css.icon} title={name} role="img" aria-label={name}>
      <Icon size={size} aria-hidden />
    </span>
  );
}

/** Never colour alone: the face and the word say it too. */
export function EmotionMark({ emotion, word = false }: { emotion: Row["emotion"]; word?: boolean }) {
  if (emotion === "calm") return null;
  const name = tCode("emotion", emotion);
  const Icon = emotion === "angry" ? Angry : Frown;
  return (
    <span
      className={css.mark}
      data-tone={emotion === "angry" ? "red" : "amber"}
      title={name}
      role="img"
      aria-label={name}
    >
      <Icon size={13} aria-hidden />
      {word && name}
    </span>
  );
}

export function LaneMark({ row, word = false }: { row: Pick<Row, "fast" | "green">; word?: boolean }) {
  if (!row.fast && !row.green) return null;
  const name = row.green ? t("lane.green") : t("lane.fast");
  const Icon = row.green ? Leaf : Zap;
  return (
    <span className={css.mark} data-tone="brand" title={name} role="img" aria-label={name}>
      <Icon size={13} aria-hidden />
      {word && name}
    </span>
  );
}

export function Tag({
  children,
  tone = "plain",
  title,
}: {
  children: React.ReactNode;
  tone?: "plain" | "brand" | "amber" | "red" | "green";
  title?: string;
}) {
  return (
    <span className={css.tag} data-tone={tone} title={title}>
      {children}
    </span>
  );
}
