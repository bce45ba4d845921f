import Button from "antd/es/button";
import { PencilLine, Plus } from "lucide-react";
import { useState } from "react";
import { Bones, Failed, IconButton, Page, sayDone } from "@/design";
import { t } from "@/i18n";
import { useChoices } from "../accounts";
import type { GroupKind } from "../accounts";
import { GroupDialog } from "../parts/GroupDialog";
import type { Group } from "../parts/GroupDialog";
import css from "../parts/settings.module.css";

interface Part {
  kind: GroupKind;
  title: string;
  add: string;
  none: string;
  groups: Group[];
}

function List({ part, open }: { part: Part; open: (group: Group | null) => void }) {
  return (
    <section className={css.part}>
      <header>
        <h3>{part.title}</h3>
        <Button icon={<Plus size={14} aria-hidden />} onClick={() => open(null)}>
          {part.add}
        </Button>
      </header>
      {part.groups.length === 0 && <p className="muted">{part.none}</p>}
      <ul className={css.lines}>
        {part.groups.map((group) => (
          <li key={group.code} className={css.line}>
            <div>
              <b>{group.zh}</b>
              <small>
                {group.en} · <code>{group.code}</code>
              </small>
            </div>
            <IconButton
              label={t("groups.rename", { name: group.zh })}
              icon={<PencilLine size={15} aria-hidden />}
              onClick={() => open(group)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Teams and skills: added and renamed; queues refer to their codes. */
export function Groups() {
  const choices = useChoices();
  const [open, setOpen] = useState<{ part: Part; group: Group | null } | null>(null);
  const parts: Part[] = choices.data
    ? [
        {
          kind: "teams",
          title: t("groups.teams"),
          add: t("groups.add_team"),
          none: t("groups.none_teams"),
          groups: choices.data.teams.map(({ code, name, name_en }) => ({ code, zh: name, en: name_en })),
        },
        {
          kind: "skills",
          title: t("groups.skills"),
          add: t("groups.add_skill"),
          none: t("groups.none_skills"),
          groups: choices.data.skills.map(({ code, name_zh, name_en }) => ({ code, zh: name_zh, en: name_en })),
        },
      ]
    : [];
  return (
    <Page title={t("settings.groups")} text={t("groups.text")}>
      {choices.isPending && <Bones rows={6} />}
      {choices.isError && choices.data === undefined && (
        <Failed error={choices.error} retry={() => void choices.refetch()} />
      )}
      {parts.map((part) => (
        <List key={part.kind} part={part} open={(group) => setOpen({ part, group })} />
      ))}
      {open !== null && (
        <GroupDialog
          kind={open.part.kind}
          group={open.group}
          title={open.group === null ? open.part.add : t("groups.rename", { name: open.group.zh })}
          cancel={() => setOpen(null)}
          done={() => {
            setOpen(null);
            sayDone(t("groups.saved"));
          }}
        />
      )}
    </Page>
  );
}
