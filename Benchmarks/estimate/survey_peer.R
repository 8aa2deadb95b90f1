# Means of 60 items in 7 districts with Taylor standard errors in R survey: `survey_peer.R FILE`. Prints one line of JSON.
# Only the estimation is timed; the design is laid out before. Each item is a call of its own, since a formula of several
# drops the rows in which any of them is missing.
suppressPackageStartupMessages(library(survey))
file <- commandArgs(TRUE)[1]
data <- if (requireNamespace("data.table", quietly = TRUE)) as.data.frame(data.table::fread(file)) else read.csv(file)
items <- sprintf("q%02d", 1:60)
design <- svydesign(id = ~1, strata = ~stratum, weights = ~weight, fpc = ~population, data = data)
parts <- lapply(sort(unique(data$district)), function(own) design[design$variables$district == own, ])
started <- proc.time()
result <- unlist(lapply(items, function(item) {
  formula <- as.formula(paste0("~", item))
  unlist(lapply(parts, function(part) {
    mean <- svymean(formula, part, na.rm = TRUE)
    c(coef(mean), SE(mean))
  }))
}))
took <- proc.time() - started
cat(sprintf(
  '{"task":"estimates","wall_s":%.6f,"cpu_s":%.6f,"result":[%s]}\n', took[["elapsed"]],
  took[["user.self"]] + took[["sys.self"]], paste(sprintf("%.17g", result), collapse = ",")))
