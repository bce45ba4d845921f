import Button from "antd/es/button";
import Dropdown from "antd/es/dropdown";
import Modal from "antd/es/modal";
import { Check, Ellipsis, Minus, Plus } from "lucide-react";
import { Fragment, useState } from "react";
import type { RoleBody } from "@/api/accounts";
import type { RoleCard, Roles as AllRoles } from "@/api/types";
import { Bones, Failed, Page, Tag, sayDone, sayError } from "@/design";
import { roleWord, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { removeRole, useRoles } from "../accounts";
import { RoleDialog } from "../parts/RoleDialog";
import css from "../parts/roles.module.css";

interface Draft {
  kept: RoleCard | null;
  from: RoleBody;
}
const NOTHING: RoleBody = { name_zh: "", name_en: "", about: "", permissions: [] };

function word(role: RoleCard): string {
  return roleWord(role.code, { zh: role.name_zh, en: role.name_en });
}

function Head({ role, edit, copy, remove }: { role: RoleCard } & Record<"edit" | "copy" | "remove", () => void>) {
  const changes = role.yours && !role.shipped;
  const items = [
    ...(changes ? [{ key: "edit", label: t("roles.edit"), onClick: edit }] : []),
    { key: "copy", label: t("roles.copy"), onClick: copy },
    ...(changes ? [{ key: "remove", label: t("roles.remove"), danger: true, onClick: remove }] : []),
  ];
  return (
    <th scope="col" title={role.about || undefined}>
      <span className={css.head}>
        <b>{word(role)}</b>
        <Dropdown trigger={["click"]} menu={{ items }}>
          <Button
            type="text"
            size="small"
            icon={<Ellipsis size={15} aria-hidden />}
            aria-label={t("roles.actions", { name: word(role) })}
          />
        </Dropdown>
      </span>
      {role.shipped && <Tag>{t("roles.shipped")}</Tag>}
      <small>{t("roles.people", { count: role.people })}</small>
    </th>
  );
}

function Cell({ has }: { has: boolean }) {
  return (
    <td>
      {has ? (
        <Check size={16} className={css.yes} role="img" aria-label={t("roles.has")} />
      ) : (
        <Minus size={14} className={css.no} role="img" aria-label={t("roles.has_not")} />
      )}
    </td>
  );
}

function Matrix({ all, head }: { all: AllRoles; head: (role: RoleCard) => React.ReactNode }) {
  return (
    <div className={css.matrix} tabIndex={0} role="region" aria-label={t("roles.matrix")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("roles.rights")}</th>
            {all.items.map(head)}
          </tr>
        </thead>
        <tbody>
          {all.groups.map((group) => (
            <Fragment key={group.code}>
              <tr>
                <th scope="rowgroup" colSpan={all.items.length + 1}>
                  {tCode("rights", group.code)}
                </th>
              </tr>
              {group.permissions.map((right) => (
                <tr key={right}>
                  <th scope="row">
                    <b>{tCode("right", right)}</b>
                    <small>{tCode("right_about", right)}</small>
                  </th>
                  {all.items.map((role) => (
                    <Cell key={role.code} has={role.permissions.includes(right)} />
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Who may do what: the shipped roles beside the house's own, right by right. */
export function Roles() {
  const query = useRoles();
  const mine = useSession().permissions;
  const [open, setOpen] = useState<Draft | null>(null);
  const [going, setGoing] = useState<RoleCard | null>(null);
  const [busy, setBusy] = useState(false);
  const remove = (role: RoleCard): void => {
    setBusy(true);
    removeRole(role)
      .then(() => sayDone(t("roles.removed", { name: word(role) })))
      .catch(sayError)
      .finally(() => {
        setBusy(false);
        setGoing(null);
      });
  };
  const offered = new Set(query.data?.groups.flatMap((group) => group.permissions));
  const copy = (role: RoleCard): Draft => ({
    kept: null,
    from: { ...NOTHING, permissions: role.permissions.filter((right) => offered.has(right) && mine.includes(right)) },
  });
  const add = (
    <Button
      type="primary"
      icon={<Plus size={14} aria-hidden />}
      disabled={query.data === undefined}
      onClick={() => setOpen({ kept: null, from: NOTHING })}
    >
      {t("roles.new")}
    </Button>
  );
  return (
    <Page title={t("settings.roles")} text={t("roles.text")} action={add}>
      {query.isPending && <Bones rows={8} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data && (
        <Matrix
          all={query.data}
          head={(role) => (
            <Head
              key={role.code}
              role={role}
              edit={() => setOpen({ kept: role, from: role })}
              copy={() => setOpen(copy(role))}
              remove={() => setGoing(role)}
            />
          )}
        />
      )}
      {open !== null && query.data && (
        <RoleDialog
          all={query.data}
          {...open}
          cancel={() => setOpen(null)}
          done={() => {
            setOpen(null);
            sayDone(t("roles.saved"));
          }}
        />
      )}
      {going !== null && (
        <Modal
          open
          title={t("roles.remove_ask", { name: word(going) })}
          okText={t("roles.remove")}
          okButtonProps={{ danger: true, disabled: going.people > 0 }}
          cancelText={t("action.cancel")}
          confirmLoading={busy}
          onOk={() => remove(going)}
          onCancel={() => setGoing(null)}
          width={440}
        >
          <p>{going.people > 0 ? t("roles.in_use", { count: going.people }) : t("roles.remove_text")}</p>
        </Modal>
      )}
    </Page>
  );
}
