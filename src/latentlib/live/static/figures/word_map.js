/** Words as points on a map that is moved, zoomed and searched; one language turns onto another. */

import { bytes, rows, shorts } from "../kit/buffers.js";
import { allowed } from "../kit/camera.js";
import { makeFinder } from "../kit/finder.js";
import { assign, isTouched, make, makeFrame } from "../kit/frame.js";
import { makeLegend } from "../kit/legend.js";
import { NearWords } from "../kit/near_words.js";
import { onTheme } from "../kit/palette.js";
import { list } from "../kit/say.js";
import { oncePerFrame } from "../kit/schedule.js";
import { Terrain } from "../kit/terrain.js";
import { Turning, describeTurn } from "../kit/turning.js";
import { openVocabulary } from "../kit/vocabulary.js";
import { WordCanvas } from "../kit/word_canvas.js";
import { WordPlaces } from "../kit/word_places.js";

const HINT =
  "Drag to move, press a word to choose it; pinch to zoom or, once the map was pressed, turn the " +
  "wheel. Keys: arrows, + and −, 0 for the whole map, Enter for the word in the middle.";
const LINES = " Lines join words that mean the same.";
const NAMED = 3; // words named in a sentence
const REST = 250; // ms without a turn after which all names come back

const count = (value) => value.toLocaleString("en");

/** What the pairs of two languages look like, in a sentence. */
export function describePairs({ progress, total, apart, before, mutual, nDims }) {
  const [first, ...rest] = describeTurn(progress);
  const turned = first.toUpperCase() + rest.join("");
  const was = progress === 0 ? "" : `, ${before.toFixed(2)} before`;
  return (
    `${turned}: on the map ${total} pairs are ${apart.toFixed(2)} apart on average${was}. ` +
    `In all ${nDims} dimensions ${mutual || "none"} of them are each other's nearest.`
  );
}

/**
 * The sentences below the figure.
 *
 * @param {{chosen: string, near: string[], seen: number, total: number, middle: string,
 *   pairs?: string}} scene - The chosen word and the names of its neighbours; how many words are in
 *   view, of how many, which is in the middle; what is said of the pairs.
 */
export function describe({ chosen, near, seen, total, middle, pairs = "" }) {
  const neighbours = chosen && `Nearest to “${chosen}”: ${list(near.slice(0, NAMED))}.`;
  const view = `In view: ${count(seen)} of ${count(total)} words, “${middle}” in the middle.`;
  return [pairs, neighbours, view].filter(Boolean).join(" ");
}

function readTurning(model, kinds) {
  const packed = model.get("_turning");
  if (!packed) return null;
  const turning = [...kinds.keys()].filter((row) => kinds[row] === 2);
  return {
    turning,
    frames: rows(shorts(packed), 2 * turning.length),
    scale: model.get("_turning_scale"),
    pairs: rows(shorts(model.get("_pairs")), 2).map((pair) => [...pair]),
    mutual: model.get("_mutual"),
    nDims: model.get("_n_dims"),
  };
}

async function readData(model) {
  const vocabulary = await openVocabulary(model.get("_words"));
  const kinds = bytes(model.get("_kinds"));
  const scale = model.get("_scale");
  const themes = model.get("_themes");
  const turn = readTurning(model, kinds);
  const tag = (row) => (turn ? `/${themes[kinds[row] - 1].toLowerCase()}` : null);
  return {
    vocabulary,
    kinds,
    themes,
    turn,
    limits: model.get("_limits"),
    looks: model.get("_looks"),
    names: vocabulary.words.map((word, row) =>
      turn && word.endsWith(tag(row)) ? word.slice(0, -tag(row).length) : word,
    ),
    points: Float64Array.from(shorts(model.get("_steps")), (step) => step * scale),
    pairs: turn?.pairs ?? [],
    stands: new Set(turn ? turn.pairs.flat() : [...kinds.keys()].filter((row) => kinds[row])),
    italic: turn ? 2 : -1,
  };
}

/** The state of the traits; throws where it is none that the figure can show. */
function readState(model, { vocabulary, themes }) {
  const [word, centre] = [model.get("chosen"), model.get("centre")];
  if (word && !vocabulary.has(word)) throw new Error(`“${word}” is not on the map`);
  if (centre.length !== 2 || !centre.every(Number.isFinite))
    throw new Error(`centre is ${JSON.stringify(centre)}, expected two numbers`);
  return {
    chosen: vocabulary.indexOf(word),
    theme: themes.indexOf(model.get("theme")) + 1,
    progress: Math.min(1, Math.max(0, model.get("progress") ?? 0)),
  };
}

/** The map with all that is around it. */
class Explorer {
  constructor(frame, model, data) {
    Object.assign(this, { frame, model, data, moving: 0 });
    this.places = new WordPlaces(data, model.get("_n_neighbours"));
    this.apart = this.places.apart; // before anything has turned
    this.update = oncePerFrame(() => this.show(), frame.signal);
    const hint = make("p", { className: "latent-caption" }, data.turn ? HINT + LINES : HINT);
    hint.id = `${frame.id}-hint`;
    this.terrain = this.makeTerrain(hint);
    this.canvas = new WordCanvas(this.terrain.box, data);
    const [goTo, choose] = [(row) => this.goTo(row), (row) => this.choose(row)];
    const acts = { goTo, choose, update: this.update };
    this.finder = makeFinder(frame, model, data.vocabulary, acts);
    this.near = new NearWords(frame, this.places, (row) => {
      goTo(row);
      this.finder.show(true); // whoever is typing there has changed their mind
    });
    this.legend = makeLegend(frame, model, data);
    this.turning = data.turn && new Turning(frame, model);
    const { finder, terrain, turning, legend, near } = this;
    const parts = [finder.element, terrain.element, hint, turning?.element, legend.element];
    frame.stage.append(...parts.filter(Boolean), near.element);
  }

  makeTerrain(hint) {
    const { model, data, places } = this;
    const [x0, x1, y0, y1] = data.limits;
    return new Terrain(this.frame, {
      label: `Map of ${count(data.names.length)} words`,
      hint,
      limits: data.limits,
      whole: { centre: [(x0 + x1) / 2, (y0 + y1) / 2], zoom: 1 },
      look: () => allowed(data.limits, { centre: model.get("centre"), zoom: model.get("zoom") }),
      put: (look) => assign(model, look),
      tap: (at, place, reach) => {
        const { row, distance } = places.nearestTo(place);
        const named = reach < Infinity ? this.canvas.rowAt(at) : row;
        this.choose(named ?? (distance <= reach ? row : -1));
      },
    });
  }

  choose(row) {
    assign(this.model, { chosen: this.data.vocabulary.words[row] ?? "" });
  }

  /** Choose a word and fly there. */
  goTo(row) {
    this.choose(row);
    this.terrain.flyTo(this.places.at(row), this.places.neighbours(row).at(-1).distance);
  }

  /** Leave out names that would flicker, until the turning rests. */
  turn() {
    clearTimeout(this.moving);
    this.moving = setTimeout(() => {
      this.moving = 0;
      this.update();
    }, REST);
    this.update();
  }

  reset() {
    this.terrain.stop();
    this.turning?.rest();
    assign(this.model, this.model.get("_start"));
    this.finder.show(true);
  }

  show() {
    const { model, data, places, terrain } = this;
    const { chosen, theme, progress } = readState(model, data);
    places.moveTo(progress);
    const found = places.neighbours(chosen);
    const near = found.map(({ row }) => row);
    const { camera } = terrain;
    const { points } = places;
    this.canvas.draw({ camera, points, progress, chosen, near, theme, moving: this.moving > 0 });
    this.near.show(chosen, near);
    for (const part of [terrain, this.finder, this.legend, this.turning]) part?.show();
    const { odd } = this.finder;
    this.frame.say(odd ? `“${odd}” is not on the map.` : this.tell(camera));
  }

  tell(camera) {
    const { model, data, places } = this;
    const { chosen, progress } = readState(model, data);
    const mutual = data.turn?.mutual ?? [];
    const moment = Math.floor(progress * (mutual.length - 1) + 0.5);
    const pairs = data.turn && {
      progress,
      total: data.pairs.length,
      apart: places.apart,
      before: this.apart,
      mutual: mutual[moment],
      nDims: data.turn.nDims,
    };
    return describe({
      chosen: data.names[chosen],
      near: places.neighbours(chosen).map(({ row }) => data.names[row]),
      seen: places.countIn(camera),
      total: data.names.length,
      middle: data.names[places.nearestTo(camera.look.centre).row],
      pairs: pairs && describePairs(pairs),
    });
  }
}

async function render({ model, el }) {
  const data = await readData(model);
  const frame = makeFrame({ model, el, kind: "words" });
  frame.root.classList.toggle("latent-aligned", data.turn !== null);
  const explorer = new Explorer(frame, model, data);
  const { update, places, canvas } = explorer;
  const named = (row) => data.vocabulary.words[row];
  frame.on(frame.reset, "click", () => explorer.reset());
  frame.follow(["chosen", "centre", "zoom", "theme"], update);
  frame.follow(["progress"], () => explorer.turn());
  onTheme(update, frame.signal);
  const resized = new ResizeObserver(update);
  resized.observe(explorer.terrain.box);
  frame.signal.addEventListener("abort", () => {
    clearTimeout(explorer.moving);
    resized.disconnect();
  });

  el.latent = {
    chosen: () => model.get("chosen"),
    progress: () => places.progress,
    points: () => rows(places.points, 2).map((point) => [...point]),
    neighbours: () => {
      const found = places.neighbours(readState(model, data).chosen);
      return found.map(({ row, distance }) => ({ word: named(row), distance }));
    },
    named: () => canvas.named.map(named),
    touched: () => isTouched(model, ["centre", "zoom", "theme"]),
  };
  return frame.present(() => explorer.show());
}

export default { render };
