-- For wrk: changes the amount of a random deal. BENCH_DEALS says how many there are.
local deals = tonumber(os.getenv("BENCH_DEALS"))

function init()
	math.randomseed(os.time())
	wrk.headers["Content-Type"] = "application/json"
end

function request()
	local path = "/api/v1/deals/" .. math.random(deals)
	local body = string.format('{"amount": "%d.00"}', math.random(1000000))

	return wrk.format("PATCH", path, nil, body)
end
