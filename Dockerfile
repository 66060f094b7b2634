# docker build -t jixiao .
# docker run --rm -v "$PWD:/forms:ro" jixiao check .
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
RUN python -m venv --without-pip /opt/jixiao
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN python -m pip --python /opt/jixiao/bin/python install --no-cache-dir --quiet ".[all]"

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="jixiao" \
      org.opencontainers.image.description="Check Chinese project performance-target forms (项目支出绩效目标表)" \
      org.opencontainers.image.licenses="Apache-2.0"
# Names of files are Chinese, whatever the machine's language is.
ENV LANG=C.UTF-8 \
    PYTHONUTF8=1 \
    PATH=/opt/jixiao/bin:$PATH
COPY --from=build /opt/jixiao /opt/jixiao
WORKDIR /forms
# A number, so that a cluster can see that it is not root; nothing in the image belongs to it.
USER 10001:10001
ENTRYPOINT ["jixiao"]
CMD ["--help"]
