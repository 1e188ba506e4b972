// How agents are told apart on a map: a name and a colour each.
import type { SessionMap } from '../../src/recordings/session-map.ts';
import { visible } from '../format.ts';

/** Degrees between the hues of two agents: neighbours differ, and the third is not the first. */
const hueStep = 137;
const firstHue = 250;

export function laneColour(lane: number): string {
  return `oklch(var(--cause-lightness) 0.13 ${(firstHue + lane * hueStep) % 360})`;
}

export function laneName({ lanes }: SessionMap, lane: number): string {
  const agent = lanes[lane]?.session.agent_id;
  if (lane === 0) return 'the main agent';
  return agent == null ? `subagent ${lane}` : `subagent ${visible(agent)}`;
}
