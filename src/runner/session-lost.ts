// A session that its player has lost to another one, as an error that is not a fault.

/** Another process plays this session again: what this one still would do counts nowhere. */
export class SessionLost extends Error {
  constructor() {
    super('the session was given up, and is played again elsewhere');
    this.name = 'SessionLost';
  }
}
