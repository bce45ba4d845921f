import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import Table from "antd/es/table";
import { Search, UserPlus, Users as People } from "lucide-react";
import { useDeferredValue, useState } from "react";
import type { UserQuery } from "@/api/accounts";
import type { RoleName, User } from "@/api/types";
import { Ago, Bones, Empty, Failed, Page, Tag, sayDone } from "@/design";
import { ShownOnce } from "@/features/channels";
import { roleWord, useSession } from "@/features/session";
import { locale, t } from "@/i18n";
import { useChoices, useUsers } from "../accounts";
import { PolicyCard } from "../parts/PolicyCard";
import { UserActions } from "../parts/UserActions";
import { UserDialog } from "../parts/UserDialog";
import css from "../parts/users.module.css";

const EVERYBODY: UserQuery = { q: "", role: "", status: "" };

function State({ user }: { user: User }) {
  if (user.disabled) return <Tag tone="red">{t("users.state_disabled")}</Tag>;
  if (user.invited) return <Tag tone="amber">{t("users.state_invited")}</Tag>;
  return <Tag tone="green">{t("users.state_active")}</Tag>;
}

interface FiltersProps {
  query: UserQuery;
  change: (next: UserQuery) => void;
  names: RoleName[];
}

function Filters({ query, change, names }: FiltersProps) {
  const roles = names.map((role) => ({ value: role.code, label: roleWord(role.code, role) }));
  const states = [
    { value: "active", label: t("users.state_active") },
    { value: "invited", label: t("users.state_invited") },
    { value: "disabled", label: t("users.state_disabled") },
  ];
  return (
    <div className={css.filters} role="search">
      <Input
        allowClear
        prefix={<Search size={14} aria-hidden />}
        value={query.q}
        maxLength={80}
        placeholder={t("users.search")}
        aria-label={t("users.search")}
        onChange={(event) => change({ ...query, q: event.target.value })}
      />
      <Select
        aria-label={t("users.role")}
        value={query.role}
        options={[{ value: "", label: t("users.all_roles") }, ...roles]}
        onChange={(role) => change({ ...query, role })}
      />
      <Select
        aria-label={t("users.state")}
        value={query.status}
        options={[{ value: "", label: t("users.all_states") }, ...states]}
        onChange={(status) => change({ ...query, status: status as UserQuery["status"] })}
      />
    </div>
  );
}

/** Who works here: invited, changed and signed out from here; and of whom a second factor is asked. */
export function Users() {
  const [query, setQuery] = useState(EVERYBODY);
  const list = useUsers(useDeferredValue(query));
  const choices = useChoices();
  const me = useSession().user.id;
  const [open, setOpen] = useState<User | "new" | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const found = list.data?.pages.flatMap((page) => page.items);
  const teams = new Map(
    choices.data?.teams.map((team) => [team.id, locale() === "en" ? team.name_en : team.name] as const),
  );
  const roles = new Map(choices.data?.roles.map((role) => [role.code, role] as const));
  const invite = (
    <Button
      type="primary"
      icon={<UserPlus size={14} aria-hidden />}
      disabled={choices.data === undefined}
      onClick={() => setOpen("new")}
    >
      {t("users.invite")}
    </Button>
  );
  return (
    <Page title={t("settings.users")} text={t("users.text")} action={invite}>
      <Filters query={query} change={setQuery} names={choices.data?.roles ?? []} />
      {list.isPending && <Bones rows={6} />}
      {list.isError && found === undefined && <Failed error={list.error} retry={() => void list.refetch()} />}
      {found?.length === 0 && (
        <Empty
          icon={<People size={20} aria-hidden />}
          title={t("users.none")}
          text={t("users.none_hint")}
          action={<Button onClick={() => setQuery(EVERYBODY)}>{t("users.show_all")}</Button>}
        />
      )}
      {found !== undefined && found.length > 0 && (
        <Table<User>
          rowKey="id"
          size="middle"
          dataSource={found}
          pagination={false}
          scroll={{ x: 760 }}
          columns={[
            {
              title: t("users.name"),
              render: (_, user) => (
                <span className={css.who}>
                  <b>{user.name}</b>
                  <small>{user.email}</small>
                </span>
              ),
            },
            { title: t("users.role"), width: 110, render: (_, user) => roleWord(user.role, roles.get(user.role)) },
            {
              title: t("users.team"),
              render: (_, user) =>
                user.seat ? (
                  (teams.get(user.seat.team_id ?? "") ?? t("users.no_team"))
                ) : (
                  <span className="muted">{t("users.no_seat")}</span>
                ),
            },
            {
              title: t("factor.title"),
              width: 110,
              render: (_, user) =>
                user.second_factor ? <Tag tone="green">{t("factor.on")}</Tag> : <span className="muted">–</span>,
            },
            {
              title: t("users.last_in"),
              width: 120,
              render: (_, user) =>
                user.signed_in_at ? <Ago at={user.signed_in_at} /> : <span className="muted">{t("users.never")}</span>,
            },
            { title: t("users.state"), width: 100, render: (_, user) => <State user={user} /> },
            {
              width: 56,
              render: (_, user) => (
                <UserActions user={user} self={user.id === me} edit={() => setOpen(user)} linked={setLink} />
              ),
            },
          ]}
        />
      )}
      {list.hasNextPage && (
        <div className={css.more}>
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("action.more")}
          </Button>
        </div>
      )}
      <div className={css.below}>
        <PolicyCard />
      </div>
      {open !== null && choices.data !== undefined && (
        <UserDialog
          user={open === "new" ? null : open}
          choices={choices.data}
          cancel={() => setOpen(null)}
          done={(made) => {
            setOpen(null);
            setLink(made);
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
    </Page>
  );
}
