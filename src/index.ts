/**
 * Hedgerow as a library: `createEngine` opens an engine in a world and hands out its streams. Everything else is a type.
 */
export { createEngine } from './worlds/create-engine.ts';
export type { CreateEngineOptions } from './worlds/create-engine.ts';
export type { Engine } from './engine/engine.ts';
export type { EngineStatus, PositionStatus } from './engine/view/status.ts';
export type { Config } from './engine/config/config.ts';
export type { Signal } from './analytics/signal.ts';
export type { Fact } from './domain/fact.ts';
export type { OperatorCommand } from './domain/input.ts';
