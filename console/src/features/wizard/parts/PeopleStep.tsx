import Button from "antd/es/button";
import Input from "antd/es/input";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import type { User, UserChoices } from "@/api/types";
import { Bones, Failed, Tag, sayDone, sayError, sentence } from "@/design";
import { UserDialog, changeUser, saveGroup, useChoices, useUsers } from "@/features/admin";
import { ShownOnce } from "@/features/channels";
import { roleWord, useSession } from "@/features/session";
import { Foot, setupChanged } from "@/features/setup";
import { locale, t } from "@/i18n";
import type { Nav } from "../nav";
import css from "./wizard.module.css";

const EVERYBODY = { q: "", role: "", status: "" } as const;
const SEAT = { team_id: null, capacity: 5, skills: {} };

/** The first team; more of them, and skills, are made in the settings. */
function Team({ choices }: { choices: UserChoices }) {
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const save = (): void => {
    if (name.trim() === "") return setRefused(t("groups.missing"));
    setBusy(true);
    setRefused(null);
    saveGroup("teams", `team-${choices.teams.length + 1}`, true, { zh: name, en: name })
      .then(() => setName(""))
      .catch((error: unknown) => setRefused(sentence(error)))
      .finally(() => setBusy(false));
  };
  return (
    <section className={css.card}>
      <h2>{t("setup.team")}</h2>
      <p className="muted">{t("setup.team_hint")}</p>
      {choices.teams.length > 0 && (
        <p className={css.tags}>
          {choices.teams.map((team) => (
            <Tag key={team.id} tone="brand">
              {locale() === "en" ? team.name_en : team.name}
            </Tag>
          ))}
        </p>
      )}
      <div className={css.line}>
        <Input
          value={name}
          maxLength={60}
          status={refused === null ? "" : "error"}
          aria-label={t("setup.team_name")}
          placeholder={t("setup.team_example")}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={save}
        />
        <Button loading={busy} onClick={save}>
          {t("setup.team_add")}
        </Button>
      </div>
      {refused !== null && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
    </section>
  );
}

function Person({ user, self, changed }: { user: User; self: boolean; changed: () => void }) {
  const [busy, setBusy] = useState(false);
  const join = (): void => {
    setBusy(true);
    changeUser(user, { name: user.name, role: user.role, seat: SEAT })
      .then(changed)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <li>
      <div>
        <b>{user.name}</b>
        <small>
          {roleWord(user.role)} · {user.email}
        </small>
      </div>
      {user.seat !== null && <Tag tone="green">{t("setup.answers")}</Tag>}
      {user.invited && <Tag tone="amber">{t("users.state_invited")}</Tag>}
      {self && user.seat === null && (
        <Button size="small" loading={busy} onClick={join}>
          {t("setup.answer_too")}
        </Button>
      )}
    </li>
  );
}

/** Teams, and who answers: invited by a link that is handed over in any way. */
export function PeopleStep({ nav }: { nav: Nav }) {
  const me = useSession().user.id;
  const choices = useChoices();
  const list = useUsers(EVERYBODY);
  const [open, setOpen] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const people = list.data?.pages.flatMap((page) => page.items);
  const failed = [list, choices].find((query) => query.isError && query.data === undefined);
  return (
    <>
      {(list.isPending || choices.isPending) && <Bones rows={4} />}
      {failed && <Failed error={failed.error} retry={() => void failed.refetch()} />}
      {choices.data !== undefined && <Team choices={choices.data} />}
      {people !== undefined && (
        <section className={css.card}>
          <header>
            <h2>{t("setup.agents")}</h2>
            <Button
              type={nav.done ? "default" : "primary"}
              icon={<UserPlus size={14} aria-hidden />}
              disabled={choices.data === undefined}
              onClick={() => setOpen(true)}
            >
              {t("users.invite")}
            </Button>
          </header>
          <p className="muted">{t("setup.agents_hint")}</p>
          <ul className={css.people}>
            {people.map((user) => (
              <Person key={user.id} user={user} self={user.id === me} changed={() => void setupChanged()} />
            ))}
          </ul>
        </section>
      )}
      <Foot {...nav} />
      {open && choices.data !== undefined && (
        <UserDialog
          user={null}
          choices={choices.data}
          cancel={() => setOpen(false)}
          done={(made) => {
            setOpen(false);
            setLink(made);
            void setupChanged();
            if (made === null) sayDone(t("users.saved"));
          }}
        />
      )}
      {link !== null && (
        <ShownOnce
          title={t("users.link_ready")}
          warning={t("users.link_once")}
          value={link}
          done={() => setLink(null)}
        />
      )}
    </>
  );
}
