import type {
  CallLine,
  CallsOut,
  Fault,
  FlowLine,
  FlowOut,
  FlowTryIn,
  FlowTryOut,
  FlowVersionOut,
  JudgedOut,
  SystemIn,
  SystemOut,
  SystemTryOut,
} from "../generated";

export type TaskFlow = FlowOut;
export type TaskFlowLine = FlowLine;
export type TaskFlowVersion = FlowVersionOut;
export type FlowFault = Fault;
export type JudgedFlow = JudgedOut;
export type FlowTry = FlowTryIn;
export type FlowTried = FlowTryOut;
export type BusinessSystem = SystemOut;
export type BusinessSystemDraft = SystemIn;
export type BusinessTried = SystemTryOut;
export type BusinessCall = CallLine;
export type BusinessCallPage = CallsOut;
