import Button from "antd/es/button";
import Select from "antd/es/select";
import { X } from "lucide-react";
import { useState } from "react";
import type { Here, Member, RoomOut } from "@/api/cocreation";
import { IconButton, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { api, changed, useColleagues } from "../data";
import css from "./cocreation.module.css";

const ROLES: readonly Member["role"][] = ["owner", "writer", "approver"];

function Person({ whole, member, here, leads }: { whole: RoomOut; member: Member; here: boolean; leads: boolean }) {
  const set = (role: Member["role"], side: string): void =>
    void changed(api.setMember(whole.room.id, member.user_id, { role, side })).catch(sayError);
  const sides = whole.room.sides.map((side) => ({ value: side, label: side }));
  return (
    <li>
      <i
        className={css.dot}
        data-here={here || undefined}
        role="img"
        aria-label={here ? t("rooms.here") : t("rooms.away")}
      />
      <span>{member.name}</span>
      {leads ? (
        <>
          <Select
            size="small"
            value={member.role}
            aria-label={t("rooms.role_of", { name: member.name })}
            options={ROLES.map((value) => ({ value, label: tCode("rooms.role", value) }))}
            onChange={(role) =>
              set(role, role === "approver" ? member.side || (whole.room.sides[0] ?? "") : member.side)
            }
          />
          <Select
            size="small"
            value={member.side}
            aria-label={t("rooms.side_of", { name: member.name })}
            options={member.role === "approver" ? sides : [{ value: "", label: t("rooms.no_side") }, ...sides]}
            onChange={(side) => set(member.role, side)}
          />
          <IconButton
            label={t("rooms.remove", { name: member.name })}
            icon={<X size={14} aria-hidden />}
            onClick={() => void changed(api.dropMember(whole.room.id, member.user_id)).catch(sayError)}
          />
        </>
      ) : (
        <small className="muted">{[tCode("rooms.role", member.role), member.side].filter(Boolean).join(" · ")}</small>
      )}
    </li>
  );
}

/** Who takes part, who is here, and for which side somebody says yes. */
export function People({ whole, here, leads }: { whole: RoomOut; here: Here[]; leads: boolean }) {
  const [q, setQ] = useState("");
  const found = useColleagues(q).data?.items ?? [];
  const there = new Set(whole.members.map((one) => one.user_id));
  const guests = here.filter((one) => !there.has(one.user_id));
  return (
    <section className={css.people} aria-label={t("rooms.people")}>
      <h2>{t("rooms.people")}</h2>
      <ul>
        {whole.members.map((member) => (
          <Person
            key={member.user_id}
            whole={whole}
            member={member}
            here={here.some((one) => one.user_id === member.user_id)}
            leads={leads}
          />
        ))}
      </ul>
      {guests.length > 0 && (
        <p className="muted">{t("rooms.guests", { names: guests.map((one) => one.name).join(t("list.comma")) })}</p>
      )}
      {leads && (
        <Select
          showSearch={{ filterOption: false, onSearch: setQ }}
          style={{ width: "100%" }}
          value={null}
          placeholder={t("rooms.add_person")}
          aria-label={t("rooms.add_person")}
          options={found.filter((one) => !there.has(one.id)).map((one) => ({ value: one.id, label: one.name }))}
          onChange={(user: string) =>
            void changed(api.setMember(whole.room.id, user, { role: "writer", side: "" })).catch(sayError)
          }
        />
      )}
    </section>
  );
}

export function Join({ id }: { id: string }) {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      type="primary"
      loading={busy}
      onClick={() => {
        setBusy(true);
        void changed(api.join(id))
          .catch(sayError)
          .finally(() => setBusy(false));
      }}
    >
      {t("rooms.join")}
    </Button>
  );
}
