// The store's two operations as Lua, which Redis and Valkey run as one step: several gateways
// cannot come between reading a limit and adding to it. Keys: a hash per session (`pins`, `frozen`,
// `e:ANCHOR`), the sessions by their last use, the number of entries and the characters of each.

/** KEYS: used, sizes, counts. ARGV: prefix, now, expiry, session, ... */
const begin = `
local used, sizes, counts = KEYS[1], KEYS[2], KEYS[3]
local prefix, now, expiry, session = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local key = prefix .. 's:' .. session
local old = redis.call('ZRANGEBYSCORE', used, '-inf', now - expiry, 'LIMIT', 0, 100)
local function drop(name)
  redis.call('DEL', prefix .. 's:' .. name)
  redis.call('ZREM', used, name)
  redis.call('HINCRBY', counts, 'bytes', -tonumber(redis.call('HGET', sizes, name) or 0))
  redis.call('HDEL', sizes, name)
end
for _, name in ipairs(old) do drop(name) end
local expired = #old
local known = redis.call('ZSCORE', used, session)
local function touch()
  redis.call('ZADD', used, now, session)
  -- Should no gateway ever come back, the server itself forgets the session.
  redis.call('PEXPIRE', key, expiry * 2)
end
if known then touch() end
`;

/** ARGV: ..., anchors. Returns expired, pins, and a value or false for each anchor. */
export const loadScript = `${begin}
local found = { expired, redis.call('HGET', key, 'pins') }
for index = 5, #ARGV do
  found[#found + 1] = redis.call('HGET', key, 'e:' .. ARGV[index])
end
return found
`;

/**
 * ARGV: ..., sessionsMax, entriesMax, bytesMax, idleMs, pins ('' for none), then anchor, size,
 * value of each entry. Returns expired, entries kept out, sessions kept out, sessions that made
 * room.
 */
export const commitScript = `${begin}
local sessionsMax, entriesMax, bytesMax = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local evicted = 0
if not known then
  if ARGV[9] == '' and #ARGV == 9 then return { expired, 0, 0, 0 } end
  if redis.call('ZCARD', used) >= sessionsMax then
    local oldest = redis.call('ZRANGE', used, 0, 0, 'WITHSCORES')
    if not oldest[2] or now - tonumber(oldest[2]) <= tonumber(ARGV[8]) then
      return { expired, 0, 1, 0 }
    end
    drop(oldest[1])
    evicted = 1
  end
end
if ARGV[9] ~= '' then redis.call('HSET', key, 'pins', ARGV[9]) end
local kept_out = 0
for index = 10, #ARGV, 3 do
  local field, size = 'e:' .. ARGV[index], tonumber(ARGV[index + 1])
  if redis.call('HEXISTS', key, field) == 0 then
    local frozen = redis.call('HGET', key, 'frozen')
    local entries = tonumber(redis.call('HGET', key, 'entries') or 0)
    local bytes = tonumber(redis.call('HGET', counts, 'bytes') or 0)
    if frozen or entries >= entriesMax or bytes + size > bytesMax then
      redis.call('HSET', key, 'frozen', 1)
      kept_out = kept_out + 1
    else
      redis.call('HSET', key, field, ARGV[index + 2])
      redis.call('HINCRBY', key, 'entries', 1)
      redis.call('HINCRBY', counts, 'bytes', size)
      redis.call('HINCRBY', sizes, session, size)
    end
  end
end
touch()
return { expired, kept_out, 0, evicted }
`;
