/** How often something is killed; `npm run test:chaos` asks for two hundred. */
export const killPoints = Number(process.env['TURNTAPE_KILL_POINTS'] ?? 6);
