-- Twenty cleaning rules, one a line, in the expression language of the program.
duration_s < 180 OR duration_s < 0.35 * MEDIAN(duration_s)
q01 NOT BETWEEN 1 AND 5
q02 = q03 AND q03 = q04 AND q04 = q05
N_DISTINCT(scales) = 1
LONGEST_RUN(scales) >= 8
N_MISSING(items) > 6
ROW_SD(scales) < 0.45
n01 > 5 * n02 AND size = '微型'
x01 / x02 > 100
COALESCE(n03, 0) + COALESCE(n04, 0) > n05
CASE WHEN size = '大型' THEN n01 < 300 WHEN size = '中型' THEN n01 < 100 ELSE n01 > 4000 END
sector IN ('制造业', '建筑业', '采矿业') AND x03 IS MISSING
ABS(x04 - x05) / NULLIF(x05, 0) > 3
LN(x06 + 1) > MEAN(LN(x06 + 1)) + 3 * STDDEV(LN(x06 + 1)) OR LN(x06 + 1) < MEAN(LN(x06 + 1)) - 3 * STDDEV(LN(x06 + 1))
GREATEST(n06, n07, n08) > 20 * LEAST(n06, n07, n08)
x07 > QUANTILE(x07, 0.99) OVER (PARTITION BY district)
district LIKE '%区' AND q10 >= 4 AND q11 <= 2
weight > 3 * MEAN(weight) OVER (PARTITION BY district, size)
q20 = 5 AND q21 = 1 AND NOT (n10 IS MISSING OR n11 IS MISSING)
ROUND(x08, 0) = x08 AND x08 % 100 = 0
