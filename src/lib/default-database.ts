// Where the database is when a command names none: below the folder in which the command runs.
import { join } from 'node:path';

export const defaultDatabase = join('recordings', '.local', 'turntape.db');
