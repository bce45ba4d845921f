import { useState } from "react";
import { sayError } from "@/design";
import { Section } from "@/features/customers";
import { t } from "@/i18n";
import { setTags } from "../../actions";
import { useConversations } from "../../data";
import { TagField } from "./TagField";

/** What the conversation is about, in the team's own words; each change is kept at once. */
export function Tags({ id }: { id: string }) {
  const kept = useConversations((state) => state.rows[id]?.tags ?? []);
  const [wanted, setWanted] = useState<string[] | null>(null);
  const change = (tags: string[]): void => {
    setWanted(tags);
    setTags(id, tags)
      .catch(sayError)
      .finally(() => setWanted((now) => (now === tags ? null : now)));
  };
  const tags = wanted ?? kept;
  return (
    <Section name="tags" title={t("tags.title")} count={tags.length}>
      <TagField id={`tags-${id}`} label={t("tags.title")} value={tags} change={change} filled />
    </Section>
  );
}
