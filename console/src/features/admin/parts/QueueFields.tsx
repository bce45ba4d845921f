import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import Switch from "antd/es/switch";
import type { QueueRules, Queues } from "@/api/types";
import { SkillLevels } from "@/features/people";
import { locale, queueName, t, tCode } from "@/i18n";
import { LocaleSkills } from "./LocaleSkills";
import { PreferredSkills } from "./PreferredSkills";
import { Later } from "./QueueLater";
import { QueueCallBacks } from "./QueueCallBacks";
import { Count, Part } from "./QueueParts";
import css from "./queues.module.css";

const TIERS = ["silver", "gold", "black"] as const;

function Basics({ all, kept }: { all: Queues; kept: QueueRules | null }) {
  const missing = [{ required: true, whitespace: true, message: t("groups.missing") }];
  return (
    <Part title={t("queues.basics")} text={t("queues.basics_text")}>
      <div className={css.grid}>
        {kept === null && (
          <Form.Item name="code" label={t("groups.code")} extra={t("queues.code_hint")} rules={missing}>
            <Input maxLength={40} spellCheck={false} autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="name_zh" label={t("groups.zh")} rules={missing}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="name_en" label={t("groups.en")} rules={missing}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="kind" label={t("queues.kind")} extra={t("queues.kind_hint")}>
          <Select
            options={(["normal", "fast", "green"] as const).map((kind) => ({
              value: kind,
              label: tCode("queue_kind", kind),
            }))}
          />
        </Form.Item>
        <Form.Item name="hours_id" label={t("queues.hours")}>
          <Select
            allowClear
            placeholder={t("queues.house_hours")}
            options={all.hours
              .filter(({ code }) => code !== "default")
              .map((one) => ({
                value: one.id,
                label: queueName(one) || one.code,
              }))}
          />
        </Form.Item>
        <Count name={["position"]} label={t("queues.place")} unit="" range={[0, 10_000]} />
        <Form.Item name="active" label={t("queues.active")} valuePropName="checked">
          <Switch />
        </Form.Item>
      </div>
    </Part>
  );
}

function Who({ all }: { all: Queues }) {
  const skills = all.skills
    .filter((skill) => skill.best > 0)
    .map((skill) => ({ code: skill.code, name: locale() === "en" ? skill.name_en : skill.name_zh }));
  const teams = all.teams.map((team) => ({ value: team.id, label: locale() === "en" ? team.name_en : team.name }));
  return (
    <Part title={t("queues.who")} text={t("queues.who_text")}>
      <Form.Item name={["policy", "skills"]}>
        <SkillLevels skills={skills} none={t("queues.not_asked")} />
      </Form.Item>
      <Form.Item name={["policy", "preferred_skills"]} label={t("queues.preferred")} extra={t("queues.preferred_hint")}>
        <PreferredSkills skills={skills} />
      </Form.Item>
      <Form.Item name={["policy", "locale_skills"]} label={t("queues.languages")} extra={t("queues.languages_hint")}>
        <LocaleSkills skills={skills.map(({ code, name }) => ({ value: code, label: name }))} />
      </Form.Item>
      <Form.Item name={["policy", "teams"]} label={t("queues.teams")}>
        <Select mode="multiple" options={teams} placeholder={t("queues.all_teams")} />
      </Form.Item>
    </Part>
  );
}

function Order() {
  const second = t("queues.second");
  return (
    <Part title={t("queues.order")} text={t("queues.order_text")}>
      <div className={css.grid}>
        <Count
          name={["policy", "service_level_seconds"]}
          label={t("queues.target")}
          hint={t("queues.target_hint")}
          unit={second}
          range={[1, 2_592_000]}
        />
        <Count name={["policy", "fast_seconds"]} label={t("queues.fast_target")} unit={second} range={[1, 86_400]} />
        <Count
          name={["policy", "left_message_seconds"]}
          label={t("queues.left_target")}
          unit={t("queues.hour")}
          range={[0.25, 720]}
          scale={3600}
        />
        <Count
          name={["policy", "priority"]}
          label={t("queues.priority")}
          hint={t("queues.priority_hint")}
          unit=""
          range={[0, 100]}
        />
        <Count
          name={["policy", "promote_seconds"]}
          label={t("queues.promote")}
          hint={t("queues.promote_hint")}
          unit={t("queues.minute")}
          range={[1, 43_200]}
          scale={60}
        />
        <Form.Item name={["policy", "fast_lane_for_tiers"]} label={t("queues.fast_tiers")}>
          <Checkbox.Group options={TIERS.map((tier) => ({ value: tier, label: tCode("tier", tier) }))} />
        </Form.Item>
        {TIERS.map((tier) => (
          <Count
            key={tier}
            name={["policy", "tier_weight", tier]}
            label={t("queues.head_start", { tier: tCode("tier", tier) })}
            unit={second}
            range={[0, 86_400]}
            optional="0"
          />
        ))}
      </div>
    </Part>
  );
}

function Offers() {
  const second = t("queues.second");
  return (
    <Part title={t("queues.offers")} text={t("queues.offers_text")}>
      <div className={css.grid}>
        <Count name={["policy", "offer_seconds"]} label={t("queues.ring")} unit={second} range={[10, 120]} />
        <Count
          name={["policy", "max_misses"]}
          label={t("queues.misses")}
          hint={t("queues.misses_hint")}
          unit=""
          range={[1, 20]}
        />
        <Count
          name={["policy", "cooldown_seconds"]}
          label={t("queues.cooldown")}
          hint={t("queues.cooldown_hint")}
          unit={second}
          range={[0, 86_400]}
        />
        <Count
          name={["policy", "last_agent_seconds"]}
          label={t("queues.last_agent")}
          hint={t("queues.last_agent_hint")}
          unit={t("queues.day")}
          range={[0, 366]}
          scale={86_400}
        />
        <Count
          name={["policy", "spare_levels"]}
          label={t("queues.spare")}
          hint={t("queues.spare_hint")}
          unit={t("queues.level")}
          range={[0, 100]}
        />
        <Count
          name={["policy", "rested_levels"]}
          label={t("queues.rested")}
          hint={t("queues.rested_hint")}
          unit={t("queues.level")}
          range={[0, 10]}
        />
        <Count
          name={["policy", "wrap_up_seconds"]}
          label={t("queues.wrap_up")}
          hint={t("queues.wrap_up_hint")}
          unit={second}
          range={[0, 3600]}
          optional={t("queues.as_house")}
        />
        <Form.Item
          name={["policy", "codes_required"]}
          label={t("queues.codes_required")}
          extra={t("queues.codes_required_hint")}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        <Form.Item name={["policy", "announce"]} label={t("queues.announce")} extra={t("queues.announce_hint")}>
          <Select
            options={(["both", "position", "wait", "nothing"] as const).map((says) => ({
              value: says,
              label: tCode("announce", says),
            }))}
          />
        </Form.Item>
      </div>
    </Part>
  );
}

/** Everything a queue is made of, part by part. */
export function QueueFields({ all, kept }: { all: Queues; kept: QueueRules | null }) {
  return (
    <>
      <Basics all={all} kept={kept} />
      <Who all={all} />
      <Order />
      <Later all={all} kept={kept} />
      <Offers />
      <QueueCallBacks />
    </>
  );
}
