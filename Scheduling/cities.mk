# The reports of many cities, one pipeline a city:
#   make -f Scheduling/cities.mk -k -j2              all of Pipelines/, two at a time; a city that fails stops no other
#   make -f Scheduling/cities.mk CITIES='a b' check  the configurations of two, and the files that are still missing
# A run that finds nothing new writes the same bytes, so `make` may be asked as often as you like.
MAKEFLAGS += --output-sync=target --no-print-directory

BIZCLIMATE ?= bizclimate
CITIES ?= $(patsubst Pipelines/%/pipeline.yaml,%,$(wildcard Pipelines/*/pipeline.yaml))

.PHONY: all check $(CITIES) $(CITIES:%=check-%)
all: $(CITIES)
check: $(CITIES:%=check-%)

# The program keeps two runs of one city apart, whoever starts them; exit code 75 tells of a run that is still going.
$(CITIES):
	@$(BIZCLIMATE) run Pipelines/$@ --quiet

$(CITIES:%=check-%): check-%:
	@$(BIZCLIMATE) check Pipelines/$*
