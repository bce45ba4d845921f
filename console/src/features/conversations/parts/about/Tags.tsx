import Select from "antd/es/select";
import { useState } from "react";
import { sayError } from "@/design";
import { Section } from "@/features/customers";
import { t } from "@/i18n";
import { setTags, useTags } from "../../actions";
import { useConversations } from "../../data";
import css from "./about.module.css";

const MOST = 20;
const LONGEST = 30;

/** What the conversation is about, in the team's own words; each change is kept at once. */
export function Tags({ id }: { id: string }) {
  const kept = useConversations((state) => state.rows[id]?.tags ?? []);
  const [wanted, setWanted] = useState<string[] | null>(null);
  const known = useTags();
  const change = (next: string[]): void => {
    const tags = next.map((tag) => tag.trim().slice(0, LONGEST)).filter((tag) => tag !== "");
    setWanted(tags);
    setTags(id, tags)
      .catch(sayError)
      .finally(() => setWanted((now) => (now === tags ? null : now)));
  };
  return (
    <Section name="tags" title={t("tags.title")} count={(wanted ?? kept).length}>
      <Select<string[]>
        mode="tags"
        id={`tags-${id}`}
        className={css.tagField}
        aria-label={t("tags.title")}
        data-tags
        variant="filled"
        value={wanted ?? kept}
        maxCount={MOST}
        tokenSeparators={[",", "，", "、"]}
        options={known.map((name) => ({ value: name, label: name }))}
        placeholder={t("tags.hint")}
        suffixIcon={null}
        onChange={change}
      />
    </Section>
  );
}
