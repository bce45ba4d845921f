import Select from "antd/es/select";

export interface Choice {
  value: string;
  label: string;
}

/** One filter: any, or one of these. */
export function Chooser({
  label,
  any,
  value,
  choices,
  choose,
  className,
}: {
  label: string;
  any: string;
  value: string | null;
  choices: Choice[];
  choose: (value: string | null) => void;
  className?: string;
}) {
  return (
    <Select<string>
      aria-label={label}
      className={className}
      value={value ?? ""}
      options={[{ value: "", label: any }, ...choices]}
      showSearch={choices.length > 8 ? { optionFilterProp: "label" } : false}
      popupMatchSelectWidth={false}
      onChange={(next) => choose(next === "" ? null : next)}
    />
  );
}
