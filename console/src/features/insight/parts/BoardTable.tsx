import Table from "antd/es/table";
import type { ColumnsType } from "antd/es/table";
import Tooltip from "antd/es/tooltip";
import type { Board, BoardRow, Kpi } from "@/api/types";
import { t, tCode } from "@/i18n";
import type { Definitions } from "../shapes";
import { columnsOf, definitionOf, figure, judged, nameOf, rowName, unknown } from "../figures";
import css from "./insight.module.css";

export interface Opened {
  kpi: Kpi;
  /** of a row; null: of the total */
  row: BoardRow | null;
}

interface Props {
  board: Board;
  definitions: Definitions;
  columns: string[] | null;
  open: (opened: Opened) => void;
}

function order(a: number | null | undefined, b: number | null | undefined): number {
  return (a ?? Number.NEGATIVE_INFINITY) - (b ?? Number.NEGATIVE_INFINITY);
}

/** Every cell leads to the conversations that it counts. */
export function BoardTable({ board, definitions, columns, open }: Props) {
  const timed = board.by === "hour" || board.by === "day";
  const shown = (columns?.filter((code) => board.kpis.includes(code)) ?? columnsOf(board))
    .map((code) => definitions.byCode[code])
    .filter((kpi) => kpi !== undefined);
  const cell = (kpi: Kpi, row: BoardRow | null, value: number | null | undefined) =>
    value === null || value === undefined ? (
      <span className="muted">{unknown(kpi, board, row, value) ? t("insight.not_known") : "–"}</span>
    ) : !kpi.measures.some((one) => one.drill) ? (
      figure(kpi.unit, value)
    ) : (
      <button type="button" className={css.cell} data-tone={judged(kpi, value)} onClick={() => open({ kpi, row })}>
        {figure(kpi.unit, value)}
      </button>
    );
  const list: ColumnsType<BoardRow> = [
    {
      title: tCode("insight.by", board.by),
      key: "name",
      width: 150,
      fixed: "left",
      render: (_, row) => rowName(board.by, row, board.zone),
      ...(timed ? { sorter: (a, b) => a.key.localeCompare(b.key), defaultSortOrder: "descend" as const } : {}),
    },
    ...shown.map((kpi) => ({
      title: (
        <Tooltip title={definitionOf(kpi)}>
          <span>{nameOf(kpi)}</span>
        </Tooltip>
      ),
      key: kpi.code,
      align: "right" as const,
      className: "num",
      width: 124,
      sorter: (a: BoardRow, b: BoardRow) => order(a.values[kpi.code], b.values[kpi.code]),
      render: (_: unknown, row: BoardRow) => cell(kpi, row, row.values[kpi.code]),
    })),
  ];
  return (
    <Table<BoardRow>
      rowKey="key"
      size="small"
      dataSource={board.rows}
      columns={list}
      scroll={{ x: 150 + shown.length * 124 }}
      showSorterTooltip={false}
      pagination={board.rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      summary={() => (
        <Table.Summary fixed>
          <Table.Summary.Row className={css.totals}>
            <Table.Summary.Cell index={0}>{t("insight.total")}</Table.Summary.Cell>
            {shown.map((kpi, index) => (
              <Table.Summary.Cell key={kpi.code} index={index + 1} align="right" className="num">
                {cell(kpi, null, board.total[kpi.code])}
              </Table.Summary.Cell>
            ))}
          </Table.Summary.Row>
        </Table.Summary>
      )}
    />
  );
}
