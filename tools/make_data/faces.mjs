// Draw one face for each line of options on standard input; write its grey pixels, row by row.
// Runs in the folder where the packages are installed.
import { createInterface } from 'node:readline';
import { createAvatar } from '@dicebear/core';
import * as lorelei from '@dicebear/lorelei';
import { Resvg } from '@resvg/resvg-js';

const size = Number(process.argv[2]);

for await (const line of createInterface({ input: process.stdin })) {
  const drawing = createAvatar(lorelei, JSON.parse(line)).toString();
  const image = new Resvg(drawing, {
    fitTo: { mode: 'width', value: size },
    font: { loadSystemFonts: false },
  }).render();
  process.stdout.write(image.pixels.filter((_, k) => k % 4 === 0)); // red is green is blue
}
